/** The newest release of the CLI that `go install` can build: later ones replace modules, which it refuses. */
export const TEMPORAL_CLI_VERSION = '1.5.1';
