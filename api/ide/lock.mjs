// `npm run lock`: choose versions anew for package.json. npm writes sponsors' addresses into the lock; ours
// names versions and hashes, and no address of any kind.

import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";

const LOCK = "package-lock.json";

execFileSync(process.execPath, [process.env.npm_execpath, "install", "--package-lock-only"], { stdio: "inherit" });
const lock = JSON.parse(await readFile(LOCK, "utf8"));
for (const entry of Object.values(lock.packages)) delete entry.funding;
await writeFile(LOCK, JSON.stringify(lock, null, 2) + "\n");
