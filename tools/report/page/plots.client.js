// Runs in the reader's browser, whose types the rest of the project does without: tsconfig.check.json leaves it out.
const unpack = (id) => {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
};

let library;
const plotly = () => {
  library ??= unpack('plotly').then((code) => {
    const script = document.createElement('script');
    script.textContent = code;
    document.head.append(script);
    return window.Plotly;
  });
  return library;
};

// A plot keeps its size in numbers and is scaled like the picture, so that its parts stay where they belong.
const fit = (holder, stage, { width, height }) => {
  const scale = Math.min(1, holder.clientWidth / width);
  stage.firstChild.style.transform = `scale(${scale})`;
  stage.style.width = `${width * scale}px`;
  stage.style.height = `${height * scale}px`;
};

const draw = async (holder) => {
  const [Plotly, json] = await Promise.all([plotly(), unpack(`plot-${holder.dataset.plot}`)]);
  const { data, layout } = JSON.parse(json);
  const picture = holder.querySelector('img');
  const size = { width: picture.width, height: picture.height };
  for (const side of ['width', 'height']) size[side] = Number(picture.getAttribute(side)) || size[side];
  const stage = document.createElement('div');
  stage.className = 'stage';
  stage.ariaHidden = 'true'; // The picture, with its description, stays for those who do not see.
  stage.append(document.createElement('div'));
  holder.append(stage);
  // A finger scrolls the page; it does not draw a zoom box.
  const dragmode = matchMedia('(pointer: coarse)').matches ? false : 'zoom';
  await Plotly.newPlot(stage.firstChild, data, { ...layout, ...size, dragmode }, { displayModeBar: false });
  fit(holder, stage, size);
  new ResizeObserver(() => fit(holder, stage, size)).observe(holder);
  holder.classList.add('live');
};

const keepPicture = () => undefined;
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      draw(target).catch(keepPicture);
    }
  },
  { rootMargin: '300px' },
);
for (const holder of document.querySelectorAll('.plot')) if (holder.querySelector('img')) watcher.observe(holder);
