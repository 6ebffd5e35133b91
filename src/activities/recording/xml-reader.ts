import { SaxesParser } from 'saxes';
import { RecordingRejected } from '../../domain/recording.ts';
import type { RecordedActivity } from './recorded-activity.ts';
import { decodeXml } from './xml-text.ts';

/** GPX and TCX files are at most about ten elements deep. */
const MAX_DEPTH = 64;

/** Callbacks of a format reader. Names have no namespace prefix. */
export interface XmlListener {
  open: (name: string, attributes: Record<string, string>, parent: string) => void;
  /** `text` is the text after the element's last child, or the whole text if it has no children. */
  close: (name: string, text: string, parent: string) => void;
}

/** A listener that returns the activities at the end of the file: those with a timed sample or a total. */
export interface XmlRecordingReader extends XmlListener {
  activities: () => RecordedActivity[];
}

/**
 * Streams an XML file into the listener that `listenerFor` selects by the name of the root element.
 *
 * Prefixes are removed instead of resolved: files with undeclared ones are common, and resolving makes deep nesting
 * quadratic (80,000 levels: 40 s). The parser expands only XML's own five entities, and a DOCTYPE is refused.
 * @throws RecordingRejected with line and column; it never quotes the file
 */
export const readXml = (bytes: Uint8Array, listenerFor: (root: string) => XmlListener): void => {
  const parser = new SaxesParser();
  const path: string[] = [];
  let listener: XmlListener | undefined;
  let text = '';
  const where = () => `Line ${parser.line}, column ${parser.column}`;

  parser.on('error', (error) => {
    throw malformed(where(), error.message);
  });
  parser.on('doctype', () => {
    throw new RecordingRejected(
      'recording-dtd-refused',
      `${where()}: document type definitions are refused.`,
    );
  });
  parser.on('opentag', ({ name: qualifiedName, attributes }) => {
    const name = localName(qualifiedName);
    if (path.length === MAX_DEPTH) {
      throw new RecordingRejected('recording-too-deep', `${where()}: elements nest over ${MAX_DEPTH} deep.`);
    }
    listener ??= listenerFor(name);
    listener.open(name, attributes, path.at(-1) ?? '');
    path.push(name);
    text = '';
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('cdata', (part) => {
    text += part;
  });
  parser.on('closetag', () => {
    const name = path.pop() ?? '';
    listener?.close(name, text, path.at(-1) ?? '');
    text = '';
  });

  try {
    for (const chunk of decodeXml(bytes)) parser.write(chunk);
    parser.close();
  } catch (error) {
    if (error instanceof RecordingRejected && XML_ERRORS.has(error.code)) rejectBareAmpersand(bytes);
    throw error;
  }
};

const XML_ERRORS = new Set(['recording-truncated', 'recording-malformed']);

/** An ampersand, or the beginning of a section in which one is plain text. */
const AMPERSAND_OR_TEXT = /&|<!--|<!\[CDATA\[/g;
const ENDS: Record<string, string> = { '<!--': '-->', '<![CDATA[': ']]>' };
const REFERENCE = /&(?:#\d+|#x[\da-f]+|[a-z_][\w.-]{0,63});/iy;

/**
 * Rejects the file at its first ampersand that begins no reference. The parser would search for the end of the
 * reference, up to the end of the file, and report the error there.
 */
const rejectBareAmpersand = (bytes: Uint8Array): void => {
  const text = Array.from(decodeXml(bytes)).join('');
  AMPERSAND_OR_TEXT.lastIndex = 0;
  for (let match = AMPERSAND_OR_TEXT.exec(text); match; match = AMPERSAND_OR_TEXT.exec(text)) {
    const end = ENDS[match[0]];
    if (end !== undefined) {
      const at = text.indexOf(end, match.index);
      if (at === -1) return;
      AMPERSAND_OR_TEXT.lastIndex = at;
      continue;
    }
    REFERENCE.lastIndex = match.index;
    if (REFERENCE.test(text)) continue;
    const before = text.slice(0, match.index);
    const where = `Line ${before.split('\n').length}, column ${match.index - before.lastIndexOf('\n')}`;
    throw malformed(where, 'the character & must be written as &amp;');
  }
};

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Messages of the parser for a truncated file. */
const ENDINGS = ['unclosed tag', 'unexpected end', 'document must contain a root element'];

/** Removes the part after a colon from the parser's message: it quotes names of the file. */
const malformed = (where: string, message: string): RecordingRejected => {
  const reason = message.replace(/^\d+:\d+: /, '').replace(/[:.].*$/s, '');
  return ENDINGS.includes(reason)
    ? new RecordingRejected('recording-truncated', `${where}: the file ends early.`)
    : new RecordingRejected('recording-malformed', `${where}: ${reason}.`);
};
