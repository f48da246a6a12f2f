/** A photograph of light, chosen or dropped: it is tried here before the kernel keeps it. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { readRadiance } from "../../viewer/lighting/radiance";
import type { Session } from "../session";
import { Failure } from "../words/failure";
import { type Told, told } from "../words/format";
import { texts } from "../words/texts";

const words = texts.light;

export function OwnLight({ session }: { session: Session }) {
  const input = useRef<HTMLInputElement>(null);
  const failure = useSignal<Told | null>(null);
  const reading = useSignal(false);
  const over = useSignal(false);
  const kept = session.environment.value;
  const take = async (file: File | undefined) => {
    if (!file || reading.value) return;
    failure.value = null;
    reading.value = true;
    try {
      await readRadiance(file);
      session.environment.value = await session.addEnvironment(file, file.name);
    } catch (error) {
      failure.value = told(error);
    }
    reading.value = false;
  };
  return (
    <fieldset
      class={over.value ? "own-light over" : "own-light"}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => {
        over.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        void take(event.dataTransfer?.files[0]);
      }}
    >
      <legend>{words.own}</legend>
      {kept ? (
        <button
          type="button"
          class="button"
          onClick={() => {
            session.environment.value = null;
          }}
        >
          {words.takeAway(kept.name)}
        </button>
      ) : (
        <>
          <button
            type="button"
            class="button"
            disabled={reading.value}
            onClick={() => input.current?.click()}
          >
            {reading.value ? words.reading : words.choose}
          </button>
          <span class="quiet">{words.drop}</span>
        </>
      )}
      <input
        ref={input}
        type="file"
        accept=".hdr,.exr"
        hidden
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      {failure.value && (
        <Failure
          told={failure.value}
          onDismiss={() => {
            failure.value = null;
          }}
        />
      )}
    </fieldset>
  );
}
