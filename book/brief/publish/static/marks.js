// Keeps in the address which passages of the article are shown (?only=errors), so that a view of it can be sent to
// somebody. Showing itself is a matter of the stylesheet, and works without this script.
(function () {
  "use strict";
  var choices = Array.from(document.querySelectorAll(".brief-article .switch input"));

  function read() {
    var asked = new URLSearchParams(location.search).get("only") || "";
    choices.forEach(function (choice) {
      choice.checked = choice.value === asked;
    });
    if (
      !choices.some(function (choice) {
        return choice.checked;
      })
    ) {
      choices[0].checked = true;
    }
  }

  function write(event) {
    var address = new URL(location.href);
    if (event.target.value) {
      address.searchParams.set("only", event.target.value);
    } else {
      address.searchParams.delete("only");
    }
    try {
      history.replaceState(history.state, "", address);
    } catch (refused) {
      /* in some frames an address cannot change */
    }
  }

  choices.forEach(function (choice) {
    choice.addEventListener("change", write);
  });
  read();
})();
