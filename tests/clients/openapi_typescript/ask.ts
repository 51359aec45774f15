import createClient from "openapi-fetch";
import type { paths } from "../generated/openapi.ts";

type Json = "application/json" | "application/problem+json"; // of all forms in which a list is answered
const dateline = createClient<paths, Json>({ baseUrl: process.argv[2] });

const { data, error } = await dateline.GET("/v1/statements", {
  params: {
    query: {
      source: ["volodymyr-zelenskyy"],
      "bearing.event": ["ukrainian-presence-in-belgorod-region"],
      "bearing.stance": ["AFFIRMS"],
    },
  },
});
if (error) throw new Error(error.detail);
for (const { said, proposition } of data.nodes) console.log(`${said.edtf}: ${proposition}`);
