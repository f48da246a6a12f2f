import type { Lighting } from "prodwidget-blocks";
import { useState } from "react";
import { ProductViewer } from "./product-viewer.tsx";
import { StatusCard } from "./status-card.tsx";
import { Timeline } from "./timeline.tsx";
import { useProduct } from "./use-product.ts";

const LIGHTINGS: Record<Lighting, string> = {
  studio: "Studio",
  softbox: "Softbox",
  daylight: "Daylight",
  dramatic: "Dramatic",
};

/** A version that was stepped back to, and the newest at that time: a newer one is shown again. */
interface Choice {
  id: string;
  head: string | undefined;
}

export function App({ productUrl, statusUrl }: { productUrl: string; statusUrl: string }) {
  const { iterations, status, answers } = useProduct(productUrl, statusUrl);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [lighting, setLighting] = useState<Lighting>("studio");
  const [wireframe, setWireframe] = useState(false);

  const head = iterations.at(-1);
  const chosen =
    choice?.head === head?.created_at &&
    iterations.find(({ created_at }) => created_at === choice?.id);
  const looked = chosen || head;

  return (
    <>
      <div className="head">
        <h1>{looked?.prompt ?? "Nothing was made yet"}</h1>
        <span className="quiet">{looked?.backend_label}</span>
      </div>
      <div className="sides">
        <div className="card stage">
          <ProductViewer
            iterationId={looked?.created_at ?? ""}
            src={looked ? new URL(looked.trellis_output.model_file, productUrl).href : ""}
            lighting={lighting}
            wireframe={wireframe}
          />
          <div className="tools">
            <label>
              Light
              <select
                value={lighting}
                onChange={({ target }) => setLighting(target.value as Lighting)}
              >
                {Object.entries(LIGHTINGS).map(([name, label]) => (
                  <option key={name} value={name}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
            <label>
              <input
                type="checkbox"
                checked={wireframe}
                onChange={({ target }) => setWireframe(target.checked)}
              />
              Wireframe
            </label>
          </div>
        </div>
        <div className="side">
          <StatusCard status={status} answers={answers} />
          <Timeline
            iterations={iterations}
            looked={looked}
            onChoose={({ created_at }) => setChoice({ id: created_at, head: head?.created_at })}
          />
        </div>
      </div>
    </>
  );
}
