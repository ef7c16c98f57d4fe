// Ties the library's passkey functions to the buttons of our pages, and says in words what failed.
(function () {
  "use strict";
  const WORDS = {
    NotAllowedError: "没有完成：已取消，或超过了时间。请再试一次，或改用验证码。",
    InvalidStateError: "这台设备已经添加过，不必再添加。",
    NotSupportedError: "这台设备或浏览器不支持通行密钥，请改用验证器。",
    SecurityError: "这个网址不能使用通行密钥，请改用验证器，或用正式网址打开。",
  };
  const forms = window.allauth.webauthn.forms;
  const credential = document.querySelector("input[name=credential]").id;

  if (document.getElementById("add_passkey")) {
    forms.addForm({ ids: { add: "add_passkey", credential, data: "js_data" } });
  } else {
    forms.authenticateForm({ ids: { authenticate: "use_passkey", credential, data: "js_data" } });
  }

  document.addEventListener("allauth.error", function (event) {
    const place = document.getElementById("passkey_problem");
    const exception = event.detail.exception || {};
    event.preventDefault();
    place.textContent = WORDS[exception.name] || WORDS.NotSupportedError;
    place.hidden = false;
  });
})();
