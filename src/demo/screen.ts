import { styleText } from 'node:util';

/** Prints lines for people. Plain lines read the same in a file; colours are optional. */
export interface Screen {
  line(text?: string): void;
  heading(text: string): void;
  bold(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

type Style = Parameters<typeof styleText>[0];

export function createScreen({ colour, write }: { colour: boolean; write: (line: string) => void }): Screen {
  const styled = (style: Style) => (text: string) => (colour ? styleText(style, text) : text);
  const bold = styled('bold');
  return {
    line: (text = '') => write(text && `  ${text}`),
    heading: (text) => write(`\n${bold(text)}`),
    bold,
    faint: styled('gray'),
    good: styled('green'),
    bad: styled('red'),
  };
}

export const inKm = (meters: number): string => `${(meters / 1000).toFixed(2)} km`;

export const asTime = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
