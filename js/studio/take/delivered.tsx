/** What came with a version besides its model: other formats, textures, previews, as files to take away. */

import { useSignal } from "@preact/signals";
import type { Artifact, Iteration } from "../../contract";
import type { Session } from "../session";
import { saveFile } from "../stage/download";
import { type Told, told } from "../words/format";
import { texts } from "../words/texts";

interface DeliveredProps {
  session: Session;
  iteration: Iteration | undefined;
  /** The roles of what is listed, and what it is called together. */
  roles: readonly string[];
  label: string;
}

export function Delivered({ session, iteration, roles, label }: DeliveredProps) {
  const failure = useSignal<Told | null>(null);
  const files = iteration?.artifacts.filter(({ role }) => roles.includes(role)) ?? [];
  if (files.length === 0) return null;

  const take = async (file: Artifact) => {
    failure.value = null;
    try {
      const bytes = await session.channel(file.sha256, {});
      saveFile(new Blob([bytes], { type: file.media_type }), nameOf(file));
    } catch (error) {
      failure.value = told(error);
    }
  };
  return (
    <div class="delivered">
      <span class="quiet">{label}</span>
      <ul>
        {files.map((file) => (
          <li key={file.sha256}>
            <button
              type="button"
              class="link"
              aria-label={texts.delivered.download(nameOf(file))}
              onClick={() => void take(file)}
            >
              {nameOf(file)}
            </button>
          </li>
        ))}
      </ul>
      {failure.value && (
        <p role="alert">
          {failure.value.message} <span class="quiet">{failure.value.hint}</span>
        </p>
      )}
    </div>
  );
}

function nameOf(file: Artifact): string {
  return file.name || texts.delivered.unnamed(file.media_type.split("/")[1] ?? "bin");
}
