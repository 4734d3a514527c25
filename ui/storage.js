// A browser may forbid a page to keep anything, and then even asking for the storage fails, or there is none: what would
// be kept lives as long as the page, and is gone with a reload.
try {
  if (!window.sessionStorage) throw new Error("there is none");
} catch {
  const kept = new Map();
  Object.defineProperty(window, "sessionStorage", {
    value: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, String(value)),
      removeItem: (key) => void kept.delete(key),
    },
  });
}
