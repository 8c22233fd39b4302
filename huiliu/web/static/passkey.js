/* Passkeys: a form asks the browser for one and sends its answer. Without script it stays hidden. */
(function () {
  "use strict";

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (mark) { return mark.charCodeAt(0); });
  }

  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function asked(form) {
    var options = JSON.parse(form.dataset.passkey).publicKey;
    options.challenge = bytes(options.challenge);
    if (options.user) {
      options.user.id = bytes(options.user.id);
    }
    ["excludeCredentials", "allowCredentials"].forEach(function (name) {
      (options[name] || []).forEach(function (one) { one.id = bytes(one.id); });
    });
    return options;
  }

  function told(credential) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
      .forEach(function (name) {
        if (credential.response[name]) {
          response[name] = text(credential.response[name]);
        }
      });
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: {}
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (!window.PublicKeyCredential) {
      return;
    }
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      navigator.credentials[form.dataset.act]({ publicKey: asked(form) }).then(
        function (credential) {
          form.elements.answer.value = told(credential);
          form.submit();
        },
        function () {
          form.querySelector("[data-failed]").hidden = false;
        }
      );
    });
  });
})();
