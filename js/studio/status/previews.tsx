/** Images on the way to the model, and the choice among them before the dearer step. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { BlobChannel } from "../../cache/model-cache";
import type { Artifact } from "../../contract";
import { dataUrl } from "../../data-url";
import type { Session } from "../session";
import type { Attempts } from "../words/attempt";
import { texts } from "../words/texts";

const words = texts.status;

export function Previews(props: { session: Session; attempt: Attempts["attempt"] }) {
  const { session, attempt } = props;
  const { previews, status } = session.status.value;
  const asking = status === "review";
  return (
    <div class="previews">
      {previews.map((preview, index) => (
        <button
          type="button"
          class="preview"
          key={preview.sha256}
          disabled={!asking}
          aria-label={(asking ? words.goOnWithImage : words.image)(index + 1)}
          onClick={() => attempt(() => session.choose(index))}
        >
          <Picture artifact={preview} channel={session.channel} />
        </button>
      ))}
      {asking && (
        <button type="button" class="button" onClick={() => attempt(() => session.choose(null))}>
          {words.anotherImage}
        </button>
      )}
    </div>
  );
}

function Picture({ artifact, channel }: { artifact: Artifact; channel: BlobChannel }) {
  const url = useSignal("");
  useEffect(() => {
    const left = new AbortController();
    channel(artifact.sha256, { signal: left.signal }).then(
      async (blob) => {
        const held = await dataUrl(blob);
        if (!left.signal.aborted) url.value = held;
      },
      // The job goes on without its picture, and says itself what is wrong.
      () => {},
    );
    return () => left.abort();
  }, [artifact.sha256]);
  return url.value ? <img src={url.value} alt="" /> : <span class="waiting" />;
}
