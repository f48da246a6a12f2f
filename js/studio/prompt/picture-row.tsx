/** The user's own pictures above the prompt: a thumbnail, what side it shows, and a cross. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { View } from "../../contract";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";
import { MOST_PICTURES, type Picture, type Pictures } from "./pictures";

const words = texts.pictures;

export function PictureRow({ pictures }: { pictures: Pictures }) {
  const list = pictures.list.value;
  const leftOut = pictures.leftOut.value;
  return (
    <>
      {list.length > 0 && (
        <ul class="pictures" aria-label={words.label}>
          {list.map((picture) => (
            <Tile key={picture.id} picture={picture} pictures={pictures} />
          ))}
        </ul>
      )}
      {leftOut > 0 && (
        <p class="quiet" role="status">
          {words.leftOut(MOST_PICTURES, leftOut)}
        </p>
      )}
    </>
  );
}

function Tile({ picture, pictures }: { picture: Picture; pictures: Pictures }) {
  const { id, file, view, kept, trouble } = picture;
  const address = useSignal("");
  const broken = useSignal(false);
  useEffect(() => {
    const url = URL.createObjectURL(file);
    address.value = url;
    return () => URL.revokeObjectURL(url);
  }, [file]);
  const coming = !kept && !trouble;
  return (
    <li class={trouble ? "own trouble" : "own"} aria-busy={coming}>
      <span class={coming ? "own-picture coming" : "own-picture"}>
        {address.value && !broken.value ? (
          <img
            src={address.value}
            alt={file.name}
            title={file.name}
            onError={() => {
              // A kind that this browser does not read; the kernel may.
              broken.value = true;
            }}
          />
        ) : (
          <span class="own-name">{file.name}</span>
        )}
        <button
          type="button"
          class="own-remove"
          title={words.takeOut}
          aria-label={words.takeOutFile(file.name)}
          onClick={() => pictures.remove(id)}
        >
          <Icon name="close" />
        </button>
      </span>
      {trouble ? (
        <p role="alert">
          {trouble.message} <span class="quiet">{trouble.hint}</span>{" "}
          <button type="button" class="prompt-link" onClick={() => pictures.again(id)}>
            {texts.failures.tryAgain}
          </button>
        </p>
      ) : (
        <select
          aria-label={words.viewOf(file.name)}
          title={words.viewHint}
          value={view}
          onChange={(event) => pictures.show(id, event.currentTarget.value as View)}
        >
          {Object.entries(words.views).map(([each, name]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </select>
      )}
    </li>
  );
}
