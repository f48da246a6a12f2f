/** One of the versions, chosen from a list, with its picture. */

import { useRef } from "preact/hooks";
import type { BlobChannel } from "../../cache/model-cache";
import { useThumbnail } from "../timeline/thumbnails";
import { find, type Version } from "./compared";

export function VersionPicker(props: {
  letter: string;
  versions: Version[];
  /** Id of the chosen one. */
  chosen: string;
  channel: BlobChannel;
  onChoose: (id: string) => void;
}) {
  const { letter, versions, chosen, channel, onChoose } = props;
  const version = find(versions, chosen);
  return (
    <label class="version-picker">
      <strong>{letter}</strong>
      {version && <Thumbnail key={chosen} version={version} channel={channel} />}
      <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {versions.map(({ iteration, name }) => (
          <option key={iteration.created_at} value={iteration.created_at}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The picture of a version, as large as a line of text and a half. */
export function Thumbnail({ version, channel }: { version: Version; channel: BlobChannel }) {
  const place = useRef<HTMLSpanElement>(null);
  const picture = useThumbnail(version.iteration, channel, place);
  return (
    <span class="version-picture" ref={place}>
      {picture && <img src={picture} alt="" />}
    </span>
  );
}
