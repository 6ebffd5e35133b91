import { expect, it } from 'vitest';
import { createLinePrinter } from '../../src/embedded/terminal-lines.ts';

const line = JSON.stringify({
  level: 40,
  time: Date.UTC(2026, 0, 2, 3, 4, 5),
  process: 'worker',
  error: { type: 'Error', message: 'no route', stack: 'Error: no route\n    at connect' },
  msg: 'Temporal cannot be reached yet',
});

it('prints log lines for people in a terminal', () => {
  const print = createLinePrinter({ isTerminal: true, colour: false });
  const printed = print('worker', line);
  expect(printed).toMatch(/^\[\d\d:04:05\] WARN: \[worker\] Temporal cannot be reached yet/);
  expect(printed).toContain('no route');
  expect(print('api', 'Debugger attached.')).toBe('[api] Debugger attached.');
});

it('prints log lines as JSON elsewhere', () => {
  const print = createLinePrinter({ isTerminal: false, colour: false });
  expect(print('worker', line)).toBe(line);
  expect(print('api', 'Debugger attached.')).toBe('[api] Debugger attached.');
});
