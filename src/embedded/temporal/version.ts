/** The newest release of the CLI that `go install` can build. It refuses later ones, which replace modules. */
export const TEMPORAL_CLI_VERSION = '1.5.1';
