import type { FileHandle } from 'node:fs/promises';
import type { Entry as ZipEntry, ZipFile } from 'yauzl';
import { MAX_RECORDING_BYTES, type FileLabels } from '../../domain/recording.ts';
import {
  isActivityList,
  isGarminExport,
  isZipName,
  mayBeRecording,
  readActivityList,
} from './account-export.ts';
import { refusalOf, type Entry } from './entry.ts';
import { spool } from './spool.ts';
import {
  damaged,
  inflateFile,
  labelOf,
  listEntries,
  listFiles,
  nameOf,
  openZip,
  readFile,
  refused,
  requireReadable,
  shortened,
} from './zip-file.ts';

/** Directories and litter included. */
const MOST_ENTRIES = 10_000;
const MOST_INFLATED_BYTES = 4 * 1024 ** 3;
/** Garmin's account export holds zips of up to some hundred megabytes. */
const MOST_INNER_ZIP_BYTES = 512 * 1024 ** 2;

/** The used parts of the limits, over the zip and its inner zips, and the position of the last file. */
interface Reading {
  entries: number;
  inflatedBytes: number;
  place: number;
}

/**
 * Reads the files of a zip on disk one at a time, and those of zips inside it, one level deep. Reads the directory of
 * each zip twice: first to check the limits, before anything is inflated. From a Strava account export it reads the
 * recordings in `activities.csv`, with their labels; from a Garmin one all recordings.
 * @throws MalformedRequest (no zip, or a damaged directory), ValidationFailed (a bomb)
 */
export async function* readZip(fd: number): AsyncGenerator<Entry<Buffer>> {
  const reading = { entries: 0, inflatedBytes: 0, place: 0 };
  const names = await countAgainstLimits(fd, reading);
  const zip = await openZip(fd);
  const list = await findLabels(fd);
  const isGarmin = isGarminExport(names);
  for await (const file of listFiles(zip)) {
    const fileName = labelOf(file);
    if (list ? !list.has(fileName) : isGarmin && !mayBeRecording(fileName)) continue;
    if (isZipName(fileName)) {
      yield* readInnerZip(zip, file, { reading, fileName, isGarmin });
      continue;
    }
    const labels = list?.get(fileName);
    reading.place += 1;
    yield { entry: reading.place, fileName, ...(labels && { labels }), ...(await readFile(zip, file)) };
  }
}

async function* readInnerZip(
  outer: ZipFile,
  file: ZipEntry,
  { reading, fileName, isGarmin }: { reading: Reading; fileName: string; isGarmin: boolean },
): AsyncGenerator<Entry<Buffer>> {
  let spooled: FileHandle | undefined;
  try {
    try {
      requireReadable(file, MOST_INNER_ZIP_BYTES);
      spooled = await spool(await outer.openReadStreamPromise(file)).catch(() => {
        throw damaged();
      });
      await countAgainstLimits(spooled.fd, reading);
    } catch (error) {
      reading.place += 1;
      yield { entry: reading.place, fileName, problem: refusalOf(error), bytes: 0 };
      return;
    }
    const zip = await openZip(spooled.fd);
    for await (const inner of listFiles(zip)) {
      const name = labelOf(inner);
      if (isGarmin && !mayBeRecording(name)) continue;
      reading.place += 1;
      yield {
        entry: reading.place,
        fileName: shortened(`${fileName}/${name}`),
        ...(await readFile(zip, inner)),
      };
    }
  } finally {
    await spooled?.close();
  }
}

/** Returns the labels that an `activities.csv` at the top of the zip gives to files, or undefined without one. */
async function findLabels(fd: number): Promise<Map<string, FileLabels> | undefined> {
  const zip = await openZip(fd);
  for await (const file of listFiles(zip)) {
    if (!isActivityList(nameOf(file))) continue;
    const labels = readActivityList(await inflateFile(zip, file));
    return labels.size > 0 ? labels : undefined;
  }
  return undefined;
}

async function countAgainstLimits(fd: number, reading: Reading): Promise<string[]> {
  const zip = await openZip(fd);
  const names: string[] = [];
  for await (const entry of listEntries(zip)) {
    const name = nameOf(entry);
    names.push(name);
    reading.entries += 1;
    // A file that is too large is refused without inflating it.
    const limit = isZipName(name) ? MOST_INNER_ZIP_BYTES : MAX_RECORDING_BYTES;
    if (entry.uncompressedSize <= limit) reading.inflatedBytes += entry.uncompressedSize;
    if (reading.entries > MOST_ENTRIES)
      throw refused('too-many-files', `has more than ${MOST_ENTRIES} entries`);
    if (reading.inflatedBytes > MOST_INFLATED_BYTES)
      throw refused('too-big', `inflates to more than ${MOST_INFLATED_BYTES} bytes`);
  }
  return names;
}
