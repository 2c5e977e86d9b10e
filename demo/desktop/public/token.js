const EARLY = 30_000;

/**
 * The agent's token, from the desktop's own server, renewed half a minute before it ends.
 *
 * @param onToken is called with each new token.
 */
export const tokenKeeper = (onToken) => {
  let timer;
  let running;

  const renew = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch('/token');
      if (!answer.ok) throw new Error(`The desktop answered ${answer.status}.`);
      const {token, expiresAt} = await answer.json();
      timer = setTimeout(refresh, Math.max(expiresAt - Date.now() - EARLY, 5000));
      onToken(token);
    } catch {
      // The server or the collector is away. The panel says so by itself; this asks again.
      timer = setTimeout(refresh, 5000);
    }
  };
  const refresh = () =>
    (running ??= renew().finally(() => {
      running = undefined;
    }));

  return {refresh};
};
