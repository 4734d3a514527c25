// What the server replies to a call. Gradio says nothing where a request was lost or refused.

const AWAY = "The assistant cannot be reached. See whether it is still running.";

const reply = (request, otherwise = null) => request.then((found) => found ?? otherwise, () => otherwise);
