import { graphql } from "relay-runtime";

export const query = graphql`
  query eventQuery($slug: String!) {
    event(slug: $slug) {
      ...event_statements
    }
  }
`;

export const fragment = graphql`
  fragment event_statements on Event
  @refetchable(queryName: "eventStatementsQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 4 }, after: { type: "String" }) {
    id
    statements(first: $first, after: $after) @connection(key: "event_statements") {
      edges {
        node {
          slug
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`;
