import { Environment, fetchQuery, getSingularSelector, Network, RecordSource, Store } from "relay-runtime";
// What babel-plugin-relay puts where a component has its graphql tags, those in event.ts.
import query, { type eventQuery } from "../generated/relay/eventQuery.graphql";
import fragment, { type event_statements$data } from "../generated/relay/event_statements.graphql";
import page from "../generated/relay/eventStatementsQuery.graphql";

const network = Network.create(async ({ text }, variables) => {
  const body = JSON.stringify({ query: text, variables });
  const headers = { "Content-Type": "application/json" };
  return (await fetch(`${process.argv[2]}/graphql`, { method: "POST", headers, body })).json();
});
const environment = new Environment({ network, store: new Store(new RecordSource()) });

const variables = { slug: "ukrainian-presence-in-belgorod-region" };
const answer = await fetchQuery<eventQuery>(environment, query, variables).toPromise();
const selector = getSingularSelector(fragment, answer?.event);
if (!selector) throw new Error("there is no such event");

// The store puts each page behind the one before: Relay's connection handler knows our cursors for its own.
function held(): event_statements$data {
  return environment.lookup(selector!).data as unknown as event_statements$data;
}
for (let pages = 1; ; pages++) {
  const { id, statements } = held();
  console.log(`${pages}: ${statements.edges.length} statements`);
  if (!statements.pageInfo.hasNextPage) break;
  await fetchQuery(environment, page, { id, first: 4, after: statements.pageInfo.endCursor }).toPromise();
}
