import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mailer } from './mailer.ts';

/** Stores mail in a folder, where the page `/inbox` of the embedded run shows it. Nothing leaves the machine. */
export const createInboxMailer = ({ folder }: { folder: string }): Mailer => ({
  async send(mail) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, `${mail.messageName}.json`);
    // A reader never sees half a file.
    await writeFile(`${file}.part`, JSON.stringify({ ...mail, sentAt: new Date().toISOString() }), {
      mode: 0o600,
    });
    await rename(`${file}.part`, file);
  },
});
