// The GraphiQL page. Everything that depends on the server comes from the page's #config element.

import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { examplesPlugin } from "./examples.jsx";
import { storage } from "./storage.js";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./ide.css";

const { endpoint, examples, workers } = JSON.parse(document.getElementById("config").textContent);

// GraphiQL's own set-ups expect a bundler's worker loader or a public CDN.
globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(workers[label] ?? workers.editor),
};

// A subscription comes as server-sent events, each with a response. GraphiQL stops it by `return`.
function told(params, headers) {
  const stop = new AbortController();
  const responses = (async function* () {
    try {
      const response = await fetch(endpoint, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "text/event-stream", ...headers },
        body: JSON.stringify(params),
        signal: stop.signal,
      });
      if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
        yield await response.json();
        return;
      }
      let rest = "";
      for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
        const events = (rest + text).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          const data = /^data: (.+)$/m.exec(event);
          if (data) yield JSON.parse(data[1]);
        }
      }
    } catch {
      if (!stop.signal.aborted) yield { errors: [{ message: "The server does not answer any more." }] };
    }
  })();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => responses.next(),
    return: () => {
      stop.abort();
      return responses.return();
    },
  };
}

const subscribes = (params, document) =>
  document?.definitions.some(
    ({ operation, name }) =>
      operation === "subscription" && (!params.operationName || name?.value === params.operationName),
  );

// GraphiQL's own fetcher shows a stack trace of the page where the answer is no JSON.
async function fetcher(params, { headers, documentAST } = {}) {
  if (subscribes(params, documentAST)) return told(params, headers);
  let response;
  try {
    response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json;q=0.9",
        ...headers,
      },
      body: JSON.stringify(params),
    });
    return await response.json();
  } catch {
    const message = response
      ? `The server answered ${response.status} ${response.statusText} and no JSON.`
      : "The server does not answer. Is it still running?";
    return { errors: [{ message }] };
  }
}

// A page may bring its query in the fragment of the address, which is never sent. It is shown in a tab of its own
// and not run; without the fragment, a reload shows the tabs as they are.
const brought = new URLSearchParams(location.hash.slice(1));
const asked = brought.has("query") ? [{ query: brought.get("query"), variables: brought.get("variables") }] : [];
if (asked.length) history.replaceState(null, "", location.pathname);
const tabs = [...asked, ...examples];

// GraphiQL takes the contents of the first tab from here, not from `defaultTabs`. Given as properties they
// would not be stored until edited, and the next visit would find a tab that it does not know, and add it.
if (asked.length || (examples.length && storage.getItem("graphiql:tabState") === null)) {
  storage.setItem("graphiql:query", tabs[0].query);
  if (tabs[0].variables) storage.setItem("graphiql:variables", tabs[0].variables);
  else storage.removeItem("graphiql:variables");
}

createRoot(document.getElementById("ide")).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    plugins={[examplesPlugin(examples), explorerPlugin({ showAttribution: false }), HISTORY_PLUGIN]}
    defaultTabs={tabs.map(({ query, variables }) => ({ query, variables }))}
    defaultEditorToolsVisibility={tabs.some(({ variables }) => variables) ? "variables" : undefined}
    shouldPersistHeaders={false}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>Dateline</GraphiQL.Logo>
  </GraphiQL>,
);
