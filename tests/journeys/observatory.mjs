// Grades pages by the rules of the MDN HTTP Observatory. Reads {host, pages: [{path, cookie}]} from
// standard input, writes one JSON line for each page. Started by observatory.py, in a folder where
// the engine is installed.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const engine = pathToFileURL(`${process.cwd()}/node_modules/@mdn/mdn-http-observatory/src/`);
const load = (name) => import(new URL(name, engine));
const { retrieve } = await load("retriever/retriever.js");
const { ALL_TESTS } = await load("constants.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await load("grader/charts.js");
const { getGradeForScore, getScoreModifier } = await load("grader/grader.js");

// The engine's own scan() takes a host alone and refuses errors; this is its sum over the same tests.
function graded(requests) {
  const results = ALL_TESTS.map((test) => test(requests));
  const modifiers = results.map((one) => getScoreModifier(one.result));
  const lost = modifiers.filter((one) => one < 0).reduce((sum, one) => sum + one, 100);
  const whole = modifiers.reduce((sum, one) => sum + one, 100);
  const { score, grade } = getGradeForScore(lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? whole : lost);
  const failed = results.filter((one) => !one.pass).map((one) => one.result);
  return { score, grade, passed: results.length - failed.length, failed };
}

const { host, pages } = JSON.parse(readFileSync(0, "utf8"));
let requests;
for (const { path, cookie } of pages) {
  const headers = ["Accept: text/html", ...(cookie ? [`Cookie: ${cookie}`] : [])];
  requests = await retrieve(host, { path, headers });
  const { status, headers: said } = requests.responses.https;
  const csp = said["content-security-policy"] ?? "";
  console.log(JSON.stringify({ path, status, csp, ...graded(requests) }));
}

delete requests.responses.auto.headers["content-security-policy"];
console.log(JSON.stringify({ path: "the last one without its policy", ...graded(requests) }));
