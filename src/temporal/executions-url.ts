/** Returns where the Temporal UI shows the executions of a namespace; an execution's id goes behind it. */
export const executionsUrlOf = (temporalUiUrl: string, namespace: string): string =>
  `${temporalUiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/`;
