"""Beginning a brief of one's own: `brief new DIR --article FILE`.

`folder` makes the project of what somebody answers, the templates in `templates/` and the code of this one. `cutting`
cuts an article into passages, and `example` has the rows of the tables. What is made is a brief of one example claim
that builds, seals and checks. It imports the tables and the helper modules.
"""
