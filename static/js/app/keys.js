// Keys (passkeys): the page's form holds what the server asks, the browser asks the key.
const TROUBLE = {
  NotAllowedError: "Chưa xác nhận được: đã bấm hủy hoặc quá thời gian. Hãy thử lại.",
  InvalidStateError: "Khóa trên máy này đã được thêm trước đó.",
  SecurityError: "Địa chỉ trang này chưa dùng được khóa. Hãy mở trang bằng đúng tên miền của hệ thống.",
};
const OTHER_TROUBLE = "Chưa dùng được khóa trên máy này. Hãy thử lại hoặc đăng nhập bằng cách khác.";

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const known = (list) => list?.map((key) => ({ ...key, id: bytes(key.id) }));

async function create(asked, form) {
  const options = asked.creation_options.publicKey;
  const alone = form.elements.passwordless?.checked ?? false;
  const key = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
      authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey: alone ? "required" : "discouraged",
        requireResidentKey: alone,
        userVerification: alone ? "required" : "preferred",
      },
    },
  });
  return answer(key, {
    attestationObject: text(key.response.attestationObject),
    transports: key.response.getTransports?.() ?? [],
  });
}

async function get(asked) {
  const options = asked.request_options.publicKey;
  const key = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: known(options.allowCredentials),
    },
  });
  const handle = key.response.userHandle;
  return answer(key, {
    authenticatorData: text(key.response.authenticatorData),
    signature: text(key.response.signature),
    userHandle: handle ? text(handle) : null,
  });
}

function answer(key, response) {
  return {
    type: key.type,
    id: key.id,
    rawId: text(key.rawId),
    authenticatorAttachment: key.authenticatorAttachment,
    response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
    clientExtensionResults: key.getClientExtensionResults(),
  };
}

async function ask(form) {
  const deed = form.dataset.keyForm;
  if (deed === "sign-in") {
    const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
    return get(await reply.json());
  }
  const asked = JSON.parse(document.getElementById(form.dataset.keyOptions).textContent);
  return deed === "create" ? create(asked, form) : get(asked);
}

async function send(form) {
  const trouble = form.querySelector("[data-key-trouble]");
  trouble.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await ask(form));
  } catch (error) {
    trouble.textContent = TROUBLE[error.name] ?? OTHER_TROUBLE;
    trouble.hidden = false;
    return;
  }
  const shared = document.querySelector(".login-form [name=shared]");
  if (form.elements.shared) form.elements.shared.value = shared?.checked ? "on" : "";
  form.submit();
}

export function offerKeys() {
  if (!window.PublicKeyCredential || !navigator.credentials?.create) return;
  for (const hint of document.querySelectorAll("[data-key-missing]")) hint.hidden = true;
  for (const form of document.querySelectorAll("form[data-key-form]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
}
