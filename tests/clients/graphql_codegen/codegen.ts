import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../openapi/schema.graphql",
  documents: "graphql_codegen/*.graphql",
  config: {
    scalars: { Date: "string", DateTime: "string", RevisionOrTime: "string | number" },
    strictScalars: true,
    useTypeImports: true,
  },
  generates: {
    "generated/operations.ts": { plugins: ["typescript-operations", "typed-document-node"] },
    // Every type, though the program needs a few: all of them are to pass the compiler.
    "generated/schema.ts": { plugins: ["typescript"] },
  },
};
export default config;
