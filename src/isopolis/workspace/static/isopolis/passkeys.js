// Passkeys: hands the browser what the server asks and the server what the key answers. Without it, or where
// keys do not work (an address of numbers), the buttons stay hidden and the other ways to sign in remain.
"use strict";
(function () {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function answered(credential) {
    const out = { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: {}, clientExtensionResults: {} };
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) out.response[name] = text(credential.response[name]);
    }
    return JSON.stringify(out);
  }

  function opened(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const list of [options.excludeCredentials || [], options.allowCredentials || []]) {
      for (const one of list) one.id = bytes(one.id);
    }
    return options;
  }

  async function asked(form) {
    if (!form.dataset.ask) return JSON.parse(document.getElementById(form.dataset.passkey).textContent);
    const answer = await fetch(form.dataset.ask, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  if (!window.PublicKeyCredential || /^[\d.:[\]]+$/.test(location.hostname)) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      try {
        const options = opened(await asked(form));
        const credential = options.user
          ? await navigator.credentials.create({ publicKey: options })
          : await navigator.credentials.get({ publicKey: options });
        form.elements.credential.value = answered(credential);
        form.submit();
      } catch (error) {
        form.querySelector("[role=status]").textContent = form.dataset.failed;
      }
    });
  }
})();
