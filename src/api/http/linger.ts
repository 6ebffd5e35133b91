import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** As long as nginx reads on after an answer (`lingering_time`). */
const LONGEST_MS = 30_000;

/**
 * Closes a connection whose request is not read to its end in two steps: the answer and a FIN first, the rest once the
 * client has sent its body. A socket that is closed with bytes unread resets the connection, and a client that is still
 * sending then loses the answer.
 */
export function createLinger() {
  const requests = new WeakMap<Socket, IncomingMessage>();
  return {
    /** Called once for each connection. */
    watch: (socket: Socket): void => {
      const destroySoon = socket.destroySoon.bind(socket);
      let lingers = false;
      // What Node calls after an answer with `Connection: close`.
      socket.destroySoon = () => {
        const request = requests.get(socket);
        if (lingers) return;
        if (!request || request.complete || socket.destroyed) return destroySoon();
        lingers = true;
        socket.end();
        discardRest(request, socket);
      };
    },
    /** The request that the connection carries now. */
    carries: (request: IncomingMessage): void => void requests.set(request.socket, request),
  };
}

function discardRest(request: IncomingMessage, socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LONGEST_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  request.once('end', () => socket.destroy());
  // Its reader has given up: what comes now is counted by nobody and kept by nobody.
  request.removeAllListeners('data');
  request.resume();
}
