import { connect } from 'node:http2';

/** DescribeNamespaceRequest { namespace: "default" } in protobuf, after the five bytes of a gRPC frame. */
const DESCRIBE_DEFAULT = (() => {
  const message = Buffer.concat([Buffer.from([0x0a, 'default'.length]), Buffer.from('default')]);
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([frame, message]);
})();

/**
 * Returns whether Temporal serves here, by one real call. It reads the namespace, because the port opens before the
 * namespace exists. It uses a plain HTTP/2 request: the SDK's client would take half a second to load, and retries a
 * dead server for 20 s.
 */
export async function isTemporalServing(address: string, timeoutMs = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const finish = (serving: boolean): void => {
      clearTimeout(timer);
      session.destroy();
      resolve(serving);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    session.on('error', () => finish(false));
    const request = session.request({
      ':method': 'POST',
      ':path': '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    request.on('error', () => finish(false));
    request.on('trailers', (trailers) => finish(trailers['grpc-status'] === '0'));
    request.on('end', () => finish(false));
    request.resume();
    request.end(DESCRIBE_DEFAULT);
  });
}
