import { prettyFactory } from 'pino-pretty';

/** Returns a function that formats a program's output line: readable in a terminal, JSON otherwise. */
export function createLinePrinter({ isTerminal, colour }: { isTerminal: boolean; colour: boolean }) {
  const pretty = prettyFactory({
    colorize: colour,
    translateTime: 'HH:MM:ss',
    messageFormat: '[{process}] {msg}',
    ignore: 'pid,hostname,process',
    singleLine: true,
  });
  return (program: string, line: string): string => {
    if (!line.startsWith('{')) return `[${program}] ${line}`;
    return isTerminal ? pretty(line).trimEnd() : line;
  };
}
