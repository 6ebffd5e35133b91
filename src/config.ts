import { resolve } from 'node:path';
import { z } from 'zod';

/**
 * The only reader of process.env; other modules get their settings passed. envconfig reads Temporal's own variables.
 */
const anyPort = z.coerce.number<string | undefined>().int().min(0).max(65535);
const port = (fallback: number) => anyPort.default(fallback);
const optionalText = z
  .string()
  .transform((text) => text.trim() || undefined)
  .optional();

const Environment = z.object({
  AFTERBURN_DATA_DIR: z.string().default('.data'),
  AFTERBURN_API_KEY: optionalText.pipe(
    z.string().min(20, 'needs at least 20 characters, so that it cannot be guessed').optional(),
  ),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  POSTGRES_PORT: port(5433),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  TEMPORAL_UI_URL: optionalText,
  DATABASE_URL: optionalText,
  TEMPORAL_ADDRESS: optionalText,
  /** An address, not a name, since the SDK binds to it. */
  METRICS_HOST: z.union([z.ipv4(), z.ipv6()], 'must be an IP address').default('127.0.0.1'),
  METRICS_PORT: optionalText.pipe(anyPort.min(1).optional()),
  /** The range of the measurements. */
  GROSS_EFFICIENCY: optionalText.pipe(z.coerce.number<string>().min(0.13).max(0.26).default(0.24)),
  /** The embedded run and tests deliver to http on a loopback address. */
  AFTERBURN_WEBHOOKS_ALLOW_LOOPBACK: optionalText.pipe(
    z
      .enum(['true', 'false'])
      .default('false')
      .transform((value) => value === 'true'),
  ),
  /** `smtp://user:password@host:587` or `smtps://…` */
  SMTP_URL: optionalText.pipe(
    z.url({ protocol: /^smtps?$/, error: 'must be smtp:// or smtps://' }).optional(),
  ),
  MAIL_FROM: z.string().default('Afterburn <afterburn@localhost>'),
  PUBLIC_URL: optionalText.pipe(
    z.url({ protocol: /^https?$/, error: 'must be http:// or https://' }).optional(),
  ),
  AFTERBURN_INBOX_DIR: optionalText,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** A prebuilt workflow bundle; without it the worker bundles src/workflows at start. */
  AFTERBURN_WORKFLOW_BUNDLE: optionalText,
  XDG_CACHE_HOME: optionalText,
  HOME: z.string().default('/'),
  PATH: z.string().default(''),
  NO_COLOR: optionalText,
  CI: optionalText,
});

export interface Config {
  /** Absolute path of the data folder of the embedded run. */
  dataDir: string;
  /** Absolute path of our folder in the user's cache. */
  cacheDir: string;
  /** The API key of the embedded run; without it one is created and stored in `<dataDir>/api-key`. */
  apiKey: string | undefined;
  host: string;
  port: number;
  postgresPort: number;
  temporalPort: number;
  temporalUiPort: number;
  /** Base URL of the Temporal UI, for links. */
  temporalUiUrl: string | undefined;
  /** If set, no embedded PostgreSQL is started. */
  databaseUrl: string | undefined;
  /** If set, no embedded Temporal is started. */
  temporalAddress: string | undefined;
  /** Ports that are set: a busy one is an error, whereas a busy default is replaced by a free port. */
  explicitPorts: ReadonlySet<'PORT' | 'POSTGRES_PORT' | 'TEMPORAL_PORT' | 'TEMPORAL_UI_PORT'>;
  workflowBundlePath: string | undefined;
  /** Where the worker serves its metrics; nowhere without a port. */
  metrics: { host: string; port: number | undefined };
  /** Fraction of metabolic energy that reaches the pedals, for energy from power. */
  grossEfficiency: number;
  /** Whether webhooks may be sent to http on a loopback address. */
  webhooksAllowLoopback: boolean;
  /** The server that sends e-mail; without it and without an inbox, none is sent. */
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Base URL at which athletes reach the API, for links in e-mail. */
  publicUrl: string;
  /** The folder that catches e-mail if no SMTP server is set. The embedded run sets it. */
  inboxDir: string | undefined;
  logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
  searchPath: string;
  colour: boolean;
  /** The environment of the programs that we start. */
  environment: NodeJS.ProcessEnv;
  /** Whether npm is the parent process: it also gets signals from the terminal. */
  startedByNpm: boolean;
}

/**
 * Reads and checks the environment.
 * @throws Error with one line per invalid variable that says what it must be
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Environment.refine(
    ({ SMTP_URL, PUBLIC_URL }) => SMTP_URL === undefined || /^https:/i.test(PUBLIC_URL ?? ''),
    {
      path: ['PUBLIC_URL'],
      error: 'must be https:// with SMTP_URL, because links in e-mail carry signed tokens',
    },
  ).safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration cannot be used:\n  ${lines.join('\n  ')}`);
  }
  const e = parsed.data;
  const portNames = ['PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT'] as const;
  return {
    dataDir: resolve(e.AFTERBURN_DATA_DIR),
    cacheDir: resolve(e.XDG_CACHE_HOME ?? `${e.HOME}/.cache`, 'afterburn'),
    apiKey: e.AFTERBURN_API_KEY,
    host: e.HOST,
    port: e.PORT,
    postgresPort: e.POSTGRES_PORT,
    temporalPort: e.TEMPORAL_PORT,
    temporalUiPort: e.TEMPORAL_UI_PORT,
    temporalUiUrl: e.TEMPORAL_UI_URL?.replace(/\/+$/, ''),
    databaseUrl: e.DATABASE_URL,
    temporalAddress: e.TEMPORAL_ADDRESS,
    explicitPorts: new Set(portNames.filter((name) => env[name])),
    workflowBundlePath: e.AFTERBURN_WORKFLOW_BUNDLE,
    metrics: { host: e.METRICS_HOST, port: e.METRICS_PORT },
    grossEfficiency: e.GROSS_EFFICIENCY,
    webhooksAllowLoopback: e.AFTERBURN_WEBHOOKS_ALLOW_LOOPBACK,
    smtpUrl: e.SMTP_URL,
    mailFrom: e.MAIL_FROM,
    publicUrl: (e.PUBLIC_URL ?? `http://${e.HOST}:${e.PORT}`).replace(/\/+$/, ''),
    inboxDir: e.SMTP_URL === undefined ? e.AFTERBURN_INBOX_DIR : undefined,
    logLevel: e.LOG_LEVEL,
    searchPath: e.PATH,
    colour: !e.NO_COLOR && !e.CI && (process.stdout.isTTY ?? false),
    environment: env,
    startedByNpm: env['npm_lifecycle_event'] !== undefined,
  };
}
