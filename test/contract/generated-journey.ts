import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { runTool } from './tools.ts';

/** What a developer writes with the generated client: save, wait, read the badge, get the report. */
const JOURNEY = `
import { client } from './client/client.gen';
import { getAchievements, getReport, getWorkout, makeReport, saveWorkout } from './client/sdk.gen';
import type { Problem } from './client/types.gen';

declare const process: { argv: string[] };
const [, , baseUrl, apiKey] = process.argv;
client.setConfig({ baseUrl, auth: apiKey, throwOnError: true });
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

const { data: saved } = await saveWorkout({
  body: {
    athleteId: 'generated',
    sport: 'run',
    startedAt: '2025-11-20T07:30:00+01:00',
    durationSeconds: 2712.5,
    distanceMeters: 10020,
  },
  throwOnError: true,
});
const path = { workoutId: saved.id };
let { data: workout } = await getWorkout({ path, throwOnError: true });
while (workout.status === 'accepted' || workout.status === 'processing') {
  await pause();
  ({ data: workout } = await getWorkout({ path, throwOnError: true }));
}
const { data: achievements } = await getAchievements({ path: { athleteId: 'generated' }, throwOnError: true });

const month = { athleteId: 'generated', month: '2025-11' };
await makeReport({ path: month, throwOnError: true });
let answer = await getReport({ path: month, throwOnError: false });
while ((answer.error as Problem | undefined)?.type === '/problems/report-not-ready') {
  await pause();
  answer = await getReport({ path: month, throwOnError: false });
}
const earned = achievements.earned.map(({ title }) => title);
console.log(JSON.stringify({ status: workout.status, earned, report: answer.data }));
`;

const COMPILER_OPTIONS = {
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: false,
  noUncheckedIndexedAccess: false,
  skipLibCheck: false,
  noEmit: true,
};

/** Generates a client into the folder, and compiles it together with the journey. @throws Error with what is wrong */
export function compileJourney({ file, folder }: { file: string; folder: string }): void {
  runTool('openapi-ts', ['--input', file, '--output', path.join(folder, 'client')], { cwd: folder });
  writeFileSync(path.join(folder, 'journey.ts'), JOURNEY);
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  const project = { compilerOptions: COMPILER_OPTIONS, files: ['journey.ts'] };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(project));
  runTool('tsc', ['--project', folder]);
}

/** Runs the journey against a running service, and returns what it printed. */
export async function runJourney(service: { folder: string; url: string; apiKey: string }) {
  const args = ['--import', 'tsx', path.join(service.folder, 'journey.ts'), service.url, service.apiKey];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as { status: string; earned: string[]; report: object };
}
