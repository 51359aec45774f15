import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type ExecutionResult, print } from "graphql";
import { StatementsDocument } from "../generated/operations.ts";

async function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) {
  const body = JSON.stringify({ query: print(document), variables });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${process.argv[2]}/graphql`, { method: "POST", headers, body });
  const { data, errors }: ExecutionResult<Data> = await response.json();
  if (!data) throw new Error(errors?.[0]?.message);
  return data;
}

const { statements } = await ask(StatementsDocument, {
  source: "volodymyr-zelenskyy",
  event: "ukrainian-presence-in-belgorod-region",
  stance: "AFFIRMS",
});
for (const { said, proposition } of statements.nodes) console.log(`${said.edtf}: ${proposition}`);
