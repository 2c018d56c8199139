"""Beginning a brief of one's own: `brief new DIR --article FILE`.

`folder` makes the project of what somebody answers, the templates in `templates/` and the code of this one, and
`cutting` cuts an article into passages. What is made is a brief of one example claim that builds, seals and checks. It
imports the tables and the helper modules.
"""
