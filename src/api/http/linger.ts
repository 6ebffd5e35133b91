import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** nginx reads for as long after a response (`lingering_time`). */
const LONGEST_MS = 30_000;

/**
 * Closes a connection with an unread request body in two steps: first the response and a FIN, then the rest once the
 * client has sent its body. Closing a socket with unread bytes resets the connection, and a client that is still
 * sending would lose the response.
 */
export function createLinger() {
  const requests = new WeakMap<Socket, IncomingMessage>();
  return {
    /** Called once for each connection. */
    watch: (socket: Socket): void => {
      const destroySoon = socket.destroySoon.bind(socket);
      let lingers = false;
      // Node calls it after a response with `Connection: close`.
      socket.destroySoon = () => {
        const request = requests.get(socket);
        if (lingers) return;
        if (!request || request.complete || socket.destroyed) return destroySoon();
        lingers = true;
        socket.end();
        discardRest(request, socket);
      };
    },
    /** Records the request that the connection currently carries. */
    carries: (request: IncomingMessage): void => void requests.set(request.socket, request),
  };
}

function discardRest(request: IncomingMessage, socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LONGEST_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  request.once('end', () => socket.destroy());
  // Its reader has given up: later chunks are neither counted nor kept.
  request.removeAllListeners('data');
  request.resume();
}
