/* Two comforts of a browser: larger text without a reload, a word before typed answers are lost. */
(function () {
  "use strict";

  var root = document.documentElement;
  var sizes = 4;

  function show(size) {
    for (var step = 1; step <= sizes; step += 1) {
      root.classList.toggle("size-" + step, step === size);
    }
  }

  function turn(event) {
    var button = event.target.querySelector("button");
    var size = Number(button.value);
    var next = size % sizes + 1;
    var answers = new URLSearchParams(new FormData(event.target));
    answers.set("size", String(size));
    event.preventDefault();
    fetch(event.target.action, { method: "POST", body: answers, redirect: "manual" });
    show(size);
    button.value = String(next);
    button.textContent = next === 1 ? button.dataset.normal : button.dataset.larger;
  }

  var form = document.querySelector("form[data-text-size]");
  if (form) {
    form.addEventListener("submit", turn);
  }

  var unsaved = false;
  document.addEventListener("input", function (event) {
    if (event.target.closest("form[data-keep]")) {
      unsaved = true;
    }
  });
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("form[data-text-size]")) {
      unsaved = false;
    }
  });
  window.addEventListener("beforeunload", function (event) {
    if (unsaved) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  var summary = document.getElementById("summary");
  if (summary) {
    summary.focus();
  }
})();
