import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundle } from '@temporalio/worker';

/** A change to a source file: what stands there, and what takes its place. */
export interface Edit {
  file: string;
  replace: string;
  by: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The workflows as they would be with these edits: of a copy, so that nothing else sees them.
 * @throws Error when what an edit replaces is not there (any more)
 */
export async function bundleEdited(edits: readonly Edit[]): Promise<WorkflowBundle> {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-edited-'));
  try {
    cpSync(path.join(root, 'src'), path.join(folder, 'src'), { recursive: true });
    cpSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    for (const { file, replace, by } of edits) {
      const target = path.join(folder, 'src', file);
      const text = readFileSync(target, 'utf8');
      if (!text.includes(replace)) throw new Error(`src/${file} has no ${JSON.stringify(replace)}`);
      writeFileSync(
        target,
        text.replace(replace, () => by),
      );
    }
    return await bundleWorkflowCode({
      workflowsPath: path.join(folder, 'src', 'workflows', 'index.ts'),
      logger: new DefaultLogger('ERROR'),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const STEPS_FILE = 'domain/steps.ts';
const RUN_FILE = 'workflows/process-workout.ts';
const BEFORE_THE_END = '  const { status, failedSteps } = await finish(list, outcome);\n';
const IMPORTS = 'import {\n  CancellationScope,';

/** Before the end of a workout, in `ProcessWorkout`. */
const beforeTheEnd = (statement: string, names: string): Edit[] => [
  { file: RUN_FILE, replace: IMPORTS, by: `import {\n  ${names},\n  CancellationScope,` },
  { file: RUN_FILE, replace: BEFORE_THE_END, by: `  ${statement}\n${BEFORE_THE_END}` },
];

const line = (name: string, summary: string): string =>
  `  { name: '${name}', needs: [], summary: '${summary}' },\n`;
const CALORIES = line('calculateCalories', 'Estimate the energy of the workout');
const EFFORTS = line('findBestEfforts', 'Find the best efforts over the record distances');

/** A step at the end of the list. */
const addedStep = (patch: string): Edit[] => [
  {
    file: STEPS_FILE,
    replace: '] as const satisfies readonly Step[];',
    by: `  { name: 'rateSleep', needs: [], summary: 'Rate the sleep'${patch} },\n] as const satisfies readonly Step[];`,
  },
];

/** Edits that look harmless, and that no execution survives which is under way. */
export const INCOMPATIBLE_EDITS = {
  'an activity removed': [{ file: STEPS_FILE, replace: EFFORTS, by: '' }],
  'two activities in another order': [
    { file: STEPS_FILE, replace: CALORIES + EFFORTS, by: EFFORTS + CALORIES },
  ],
  'a timer added': beforeTheEnd(`await sleep('1 second');`, 'sleep'),
  'an activity renamed': [
    { file: STEPS_FILE, replace: EFFORTS, by: EFFORTS.replace('findBestEfforts', 'findBestTimes') },
  ],
  'an activity added': addedStep(''),
  // By the real clock, which goes on between an execution and its replay.
  'a branch by something that is not in the history': beforeTheEnd(
    `if (workflowInfo().unsafe.now() - workflowInfo().startTime.getTime() > 60_000) await sleep('1 second');`,
    'sleep',
  ),
} as const satisfies Record<string, readonly Edit[]>;

/** The same additions, made as they should be: executions from before them go on without. */
export const COMPATIBLE_EDITS = {
  'a timer behind a patch': beforeTheEnd(
    `if (patched('a-pause-before-the-end')) await sleep('10 ms');`,
    'sleep,\n  patched',
  ),
  'an activity with a patch': addedStep(`, patch: 'rate-sleep'`),
} as const satisfies Record<string, readonly Edit[]>;
