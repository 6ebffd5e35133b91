/** Returns the URL of a namespace's executions in the Temporal UI; append a workflow id. */
export const executionsUrlOf = (temporalUiUrl: string, namespace: string): string =>
  `${temporalUiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/`;
