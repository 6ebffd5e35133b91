import { styleText } from 'node:util';

/** Lines for a person. Plain ones, one below the other, so that they read the same in a file; colours only if wanted. */
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
