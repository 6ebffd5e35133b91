import { prettyFactory } from 'pino-pretty';

/** Returns how a program's output line is printed: log lines readable in a terminal, and as JSON in a pipe. */
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
