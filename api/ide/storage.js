// localStorage under a name of our own: GraphiQL's keys are the same everywhere, and on 127.0.0.1:8000
// the tabs of whatever other GraphiQL ran there before would take the place of our examples.

const PREFIX = "dateline:";
const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

export const storage = {
  getItem: (key) => localStorage.getItem(PREFIX + key),
  setItem: (key, value) => localStorage.setItem(PREFIX + key, value),
  removeItem: (key) => localStorage.removeItem(PREFIX + key),
  clear: () => keys().forEach((key) => localStorage.removeItem(key)),
  get length() {
    return keys().length;
  },
};
