// A sidebar pane that lists the examples, so that one whose tab was closed or edited can be had back.

import { pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";

function Icon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5">
      <path d="M4 4.6v14.8M8 5h12M8 9.7h12M8 14.3h8M8 19h8" strokeLinecap="round" />
    </svg>
  );
}

function Examples({ examples }) {
  const { addTab } = useGraphiQLActions();
  const { queryEditor, variableEditor } = useGraphiQL(pick("queryEditor", "variableEditor"));
  const open = ({ query, variables }) => {
    addTab();
    queryEditor.setValue(query);
    variableEditor.setValue(variables ?? "");
  };
  return (
    <section className="examples" aria-label="Examples">
      <div className="graphiql-doc-explorer-title">Examples</div>
      <ul>
        {examples.map((example) => (
          <li key={example.title}>
            <button type="button" className="graphiql-un-styled" onClick={() => open(example)}>
              <strong>{example.title}</strong>
              <span>{example.story}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export const examplesPlugin = (examples) => ({
  title: "Examples",
  icon: Icon,
  content: () => <Examples examples={examples} />,
});
