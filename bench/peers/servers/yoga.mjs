// What a careful engineer writes by hand in Node: graphql-yoga over better-sqlite3 with prepared statements, a batch
// for each level, and beside it the REST lookup as a plain handler. `node yoga.mjs FILE PORT`.

import { createServer } from "node:http";

import Database from "better-sqlite3";
import { createSchema, createYoga } from "graphql-yoga";

const [file, port] = process.argv.slice(2);
const database = new Database(file, { readonly: true });
database.pragma("temp_store = MEMORY");

const sql = (text) => database.prepare(text);
const STATEMENT = "id, slug, proposition, form, said_edtf AS edtf, said_earliest AS day";
const sourceBySlug = sql("SELECT * FROM source WHERE slug = ?");
const statementPage = sql(`SELECT ${STATEMENT} FROM statement ORDER BY said_earliest DESC, id DESC LIMIT ?`);
const statementPageAfter = sql(`
  SELECT ${STATEMENT} FROM statement WHERE (said_earliest, id) < (?, ?)
  ORDER BY said_earliest DESC, id DESC LIMIT ?`);
const eventPage = sql(`
  SELECT id, slug, title, type, occurred_edtf AS edtf, occurred_earliest AS earliest, occurred_latest AS latest
  FROM event WHERE type = ? AND occurred_latest >= ? ORDER BY occurred_earliest DESC, id DESC LIMIT ?`);
const placementsOfEvent = sql(`
  SELECT p.role, l.slug, l.name FROM placement p JOIN location l ON l.id = p.location_id
  WHERE p.event_id = ? ORDER BY p.id LIMIT ?`);
const statementsOfEvent = sql(`
  SELECT s.id, s.slug, s.proposition, s.form, s.said_edtf AS edtf FROM statement_event e
  JOIN statement s ON s.id = e.statement_id WHERE e.event_id = ?
  ORDER BY e.said_earliest DESC, e.statement_id DESC LIMIT ?`);
const attributionsOf = sql(`
  SELECT a.statement_id AS statement, a.role, a.commitment, s.slug, s.name
  FROM json_each(?) j CROSS JOIN attribution a ON a.statement_id = j.value JOIN source s ON s.id = a.source_id
  ORDER BY a.statement_id, a.position, a.source_id`);
const found = sql(`
  SELECT ${STATEMENT.replace("id,", "s.id,")} FROM searchable_words w JOIN searchable f ON f.id = w.rowid
  JOIN statement s ON s.id = f.statement_id
  WHERE searchable_words MATCH ? AND w.rowid >= 6917529027641081856 ORDER BY w.rowid LIMIT ?`);
const speechActs = sql(`
  SELECT speech_act AS code, count(*) AS count FROM statement WHERE form = ?
  GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20`);
const statementsOfForm = sql("SELECT count(*) FROM statement WHERE form = ?").pluck();

// An event's earliest and latest days may be the ends of the calendar, which mean that it is open.
const day = (value) => (value === "0001-01-01" || value === "9999-12-31" ? null : value);

function attributed(statements) {
  const known = new Map(statements.map((each) => [each.id, { ...each, said: { edtf: each.edtf }, attributions: [] }]));
  for (const { statement, role, commitment, slug, name } of attributionsOf.iterate(JSON.stringify([...known.keys()]))) {
    known.get(statement).attributions.push({ role, commitment, source: { slug, name } });
  }
  return known;
}

const schema = createSchema({
  typeDefs: /* GraphQL */ `
    type Query {
      source(slug: String!): Source
      statements(first: Int!, after: String): Statements!
      counted(form: String!): Counted!
      events(first: Int!, type: String!, since: String!): Events!
      search(text: String!, first: Int!): Results!
    }
    type Source { slug: String!, name: String!, kind: String!, role: String }
    type FactDate { edtf: String!, earliest: String, latest: String }
    type Attribution { role: String!, commitment: String!, source: Source! }
    type Statement { slug: String!, proposition: String!, form: String!, said: FactDate!, attributions: [Attribution!]! }
    type CodeCount { code: String!, count: Int! }
    type Facets { speechAct: [CodeCount!]! }
    type Counted { totalCount: Int!, facets: Facets! }
    type Statements { nodes: [Statement!]! }
    type Location { slug: String!, name: String! }
    type Placement { role: String!, location: Location! }
    type Placements { nodes: [Placement!]! }
    type Event {
      slug: String!, title: String!, type: String!, occurred: FactDate!
      placements(first: Int!): Placements!
      statements(first: Int!): Statements!
    }
    type Events { nodes: [Event!]! }
    type Result { entity: Statement! }
    type Results { nodes: [Result!]! }
  `,
  resolvers: {
    Query: {
      source: (_, { slug }) => sourceBySlug.get(slug),
      statements: (_, { first, after }, __, info) => {
        const [from, id] = after?.split(",") ?? [];
        const rows = after ? statementPageAfter.all(from, BigInt(id), first) : statementPage.all(first);
        if (!asks(info, "attributions")) return { nodes: rows.map((each) => ({ ...each, said: { edtf: each.edtf } })) };
        return { nodes: [...attributed(rows).values()] };
      },
      counted: (_, { form }) => ({
        totalCount: statementsOfForm.get(form),
        facets: { speechAct: speechActs.all(form) },
      }),
      events: (_, { first, type, since }) => {
        const events = eventPage.all(type, since, first);
        const statements = events.map((each) => statementsOfEvent.all(each.id, 5));
        const known = attributed(statements.flat());
        return {
          nodes: events.map((each, place) => ({
            ...each,
            occurred: { edtf: each.edtf, earliest: day(each.earliest), latest: day(each.latest) },
            statements: { nodes: statements[place].map(({ id }) => known.get(id)) },
          })),
        };
      },
      search: (_, { text, first }) => ({
        nodes: found.all(text, first).map((each) => ({ entity: { ...each, said: { edtf: each.edtf } } })),
      }),
    },
    Event: {
      placements: ({ id }, { first }) => ({
        nodes: placementsOfEvent.all(id, first).map(({ role, slug, name }) => ({ role, location: { slug, name } })),
      }),
    },
  },
});

function asks(info, field) {
  const nodes = info.fieldNodes[0].selectionSet.selections.find((each) => each.name.value === "nodes");
  return nodes.selectionSet.selections.some((each) => each.name?.value === field);
}

const identifiers = sql("SELECT scheme, value FROM source_identifier WHERE source_id = ? ORDER BY scheme, value");
const names = sql("SELECT name, language, kind FROM source_name WHERE source_id = ? ORDER BY name, language");
const affiliations = sql(`
  SELECT o.slug, o.name, a.* FROM affiliation a JOIN source o ON o.id = a.organisation_id
  WHERE a.source_id = ? ORDER BY a.organisation_id`);
const likenesses = sql(`
  SELECT o.slug, o.name, l.note FROM likeness_pair l JOIN source o ON o.id = l.other_id
  WHERE l.source_id = ? ORDER BY l.other_id`);
const reference = ({ slug, name }) => ({ id: `sources/${slug}`, slug, name });

function lookup(slug) {
  const row = sourceBySlug.get(slug);
  if (!row) return null;
  const { id, name, kind, named, role, country, description } = row;
  return {
    ...reference(row),
    kind,
    named: named === 1,
    role,
    country,
    identifiers: identifiers.all(id),
    description,
    otherNames: names.all(id),
    affiliations: affiliations.all(id).map((each) => ({
      source: reference({ slug, name }),
      organisation: reference(each),
      role: each.role,
      span: {
        edtf: each.span_edtf,
        earliest: day(each.span_earliest),
        latest: day(each.span_latest),
        precision: each.span_precision,
        basis: each.span_basis,
        note: each.span_note,
      },
    })),
    possiblySameAs: likenesses.all(id).map((each) => ({ source: reference(each), note: each.note })),
  };
}

const yoga = createYoga({ schema, logging: false, graphiql: false, landingPage: false });
const SOURCES = "/v1/sources/";
createServer((request, response) => {
  if (!request.url.startsWith(SOURCES)) return yoga(request, response);
  const found = lookup(decodeURIComponent(request.url.slice(SOURCES.length)));
  const body = Buffer.from(JSON.stringify(found));
  response.writeHead(found ? 200 : 404, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}).listen(Number(port), "127.0.0.1");
