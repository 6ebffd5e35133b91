import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A zip of these files, by name; without a content a directory. */
export async function zipOf(
  files: Record<string, string | Uint8Array | null>,
  { compress = true }: { compress?: boolean } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    if (content === null) zip.addEmptyDirectory(name);
    else zip.addBuffer(Buffer.from(content), name, { compress });
  }
  zip.end();
  return buffer(zip.outputStream);
}

const DIRECTORY_ENTRY = 0x02014b50;

/** The same zip with its directory saying something else of the file at a place: what a hostile one does. */
export function alterDirectory(zip: Buffer, alter: (entry: Buffer, index: number) => void): Buffer {
  const altered = Buffer.from(zip);
  let index = 0;
  for (let at = 0; at < altered.length - 46; at += 1) {
    if (altered.readUInt32LE(at) === DIRECTORY_ENTRY) alter(altered.subarray(at), index++);
  }
  return altered;
}
