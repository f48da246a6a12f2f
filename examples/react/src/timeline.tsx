import type { Iteration } from "./product.ts";

interface Props {
  iterations: Iteration[];
  /** The version that is looked at. */
  looked: Iteration | undefined;
  onChoose: (iteration: Iteration) => void;
}

export function Timeline({ iterations, looked, onChoose }: Props) {
  return (
    <section className="card timeline">
      <h2>Versions</h2>
      <ol>
        {iterations.map((iteration, index) => (
          <li key={iteration.created_at}>
            <button
              type="button"
              aria-current={iteration === looked}
              onClick={() => onChoose(iteration)}
            >
              <span className="number">{index + 1}</span>
              {iteration.prompt}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
