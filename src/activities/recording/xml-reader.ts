import { SaxesParser } from 'saxes';
import { RecordingRejected } from '../../domain/recording.ts';
import type { RecordedActivity } from './recorded-activity.ts';
import { decodeXml } from './xml-text.ts';

/** GPX and TCX files are at most about ten elements deep. */
const MAX_DEPTH = 64;

/** What a format wants to hear of a file. Names come without their namespace prefix. */
export interface XmlListener {
  open: (name: string, attributes: Record<string, string>, parent: string) => void;
  /** `text` is what stands between the element's last inner tag and its end: all of it, for a leaf. */
  close: (name: string, text: string, parent: string) => void;
}

/** A listener that knows, when the file is over, the activities that hold a sample with a time or a total. */
export interface XmlRecordingReader extends XmlListener {
  activities: () => RecordedActivity[];
}

/**
 * Streams an XML file into the listener that `listenerFor` picks by the root element's name.
 *
 * Prefixes are cut off rather than resolved: files with undeclared ones are common, and resolving makes deep nesting
 * quadratic (80,000 levels: 40 s). The parser expands no entities but XML's own five; a DOCTYPE is refused anyway.
 * @throws RecordingRejected with line and column, and never with the file's own words.
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

/** An ampersand, and what may hold one that is text, by its end. */
const AMPERSAND_OR_TEXT = /&|<!--|<!\[CDATA\[/g;
const ENDS: Record<string, string> = { '<!--': '-->', '<![CDATA[': ']]>' };
const REFERENCE = /&(?:#\d+|#x[\da-f]+|[a-z_][\w.-]{0,63});/iy;

/**
 * Rejects the file for its first ampersand that begins no reference. The parser reads on for the reference's end, up to
 * the file's end if need be, and reports the error there.
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

/** The parser's complaints that a file which breaks off ends with. */
const ENDINGS = ['unclosed tag', 'unexpected end', 'document must contain a root element'];

/** Drops what follows a colon in the parser's message, since that repeats the file's own names. */
const malformed = (where: string, message: string): RecordingRejected => {
  const reason = message.replace(/^\d+:\d+: /, '').replace(/[:.].*$/s, '');
  return ENDINGS.includes(reason)
    ? new RecordingRejected('recording-truncated', `${where}: the file breaks off.`)
    : new RecordingRejected('recording-malformed', `${where}: ${reason}.`);
};
