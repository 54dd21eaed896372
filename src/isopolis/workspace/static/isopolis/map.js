// The map of a city's areas. Without it the page has the same as a picture and as a table.
/* global maplibregl */
const figure = document.getElementById("city-map");
const source = document.getElementById("map-facts");
if (figure && source && window.maplibregl) {
  const facts = JSON.parse(source.textContent);
  const canvas = document.createElement("div");
  const words = document.createElement("p");
  canvas.className = "canvas";
  words.className = "map-words";
  words.setAttribute("role", "status");
  words.textContent = facts.spoken.nothing;
  figure.append(canvas);
  figure.after(words);
  figure.classList.add("alive");
  try {
    draw(facts, canvas, words);
  } catch {
    figure.classList.remove("alive");
    words.textContent = facts.spoken.failed;
  }
}

function draw(facts, canvas, words) {
  const [west, south, east, north] = facts.bounds;
  const map = new maplibregl.Map({
    container: canvas,
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 16 },
    minZoom: facts.zooms[0],
    maxZoom: facts.zooms[1] + 3,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: false,
    locale: {},
    style: {
      version: 8,
      sources: {
        areas: {
          type: "vector",
          tiles: [location.origin + facts.tiles],
          minzoom: facts.zooms[0],
          maxzoom: facts.zooms[1],
          promoteId: { areas: "area" },
        },
      },
      layers: [
        {
          id: "fill",
          type: "fill",
          source: "areas",
          "source-layer": "areas",
          paint: { "fill-color": colours(facts), "fill-antialias": false },
        },
        {
          id: "hidden",
          type: "fill",
          source: "areas",
          "source-layer": "areas",
          filter: [">=", ["get", facts.column], 10],
          layout: { visibility: "none" },
          paint: { "fill-color": "#ffffff" },
        },
        {
          id: "line",
          type: "line",
          source: "areas",
          "source-layer": "areas",
          paint: {
            "line-color": "#ffffff",
            "line-width": ["interpolate", ["linear"], ["zoom"], facts.zooms[0], 0.2, facts.zooms[0] + 3, 0.8],
          },
        },
        {
          id: "chosen",
          type: "line",
          source: "areas",
          "source-layer": "areas",
          paint: {
            "line-color": "#111111",
            "line-width": 3,
            "line-opacity": ["case", ["boolean", ["feature-state", "chosen"], false], 1, 0],
          },
        },
      ],
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl(), "bottom-left");
  map.getCanvas().setAttribute("aria-label", facts.spoken.map + " " + facts.spoken.nothing);
  if (Object.values(facts.fills).some((fill) => !fill.startsWith("#"))) map.on("load", () => hatch(map, facts));
  const cross = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  cross.setAttribute("class", "cross");
  cross.setAttribute("viewBox", "0 0 22 22");
  cross.setAttribute("aria-hidden", "true");
  const arms = document.createElementNS("http://www.w3.org/2000/svg", "path");
  arms.setAttribute("d", "M11 1v20M1 11h20");
  cross.append(arms);
  canvas.append(cross);

  let chosen = null;
  const choose = (feature) => {
    const state = (id, on) => map.setFeatureState({ source: "areas", sourceLayer: "areas", id }, { chosen: on });
    if (chosen !== null) state(chosen, false);
    chosen = feature ? feature.properties.area : null;
    if (chosen !== null) state(chosen, true);
    tell(feature, facts, words);
  };
  const under = (point) => map.queryRenderedFeatures(point, { layers: ["fill"] })[0];
  map.on("click", (event) => choose(under(event.point)));
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = under(event.point) ? "pointer" : "";
  });
  const centre = () => under(map.project(map.getCenter()));
  map.on("moveend", (event) => {
    // Moved by keys: the area under the cross is told. A mouse or finger tells by a click.
    if (document.activeElement === map.getCanvas() && !(event.originalEvent instanceof MouseEvent)) choose(centre());
  });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const feature = centre();
    if (feature) location.assign(address(feature, facts));
  });
  window.isopolisMap = map; // the browser tests look at it
}

function colours(facts) {
  const pairs = Object.entries(facts.fills).filter(([, fill]) => fill.startsWith("#"));
  return ["match", ["get", facts.column], ...pairs.flatMap(([number, fill]) => [Number(number), fill]), "#ffffff"];
}

// Areas without a figure are told by a pattern, as in the legend, not by a colour alone.
function hatch(map, facts) {
  const size = 16;
  const paint = (name, draw) => {
    const sheet = new OffscreenCanvas(size, size);
    const pen = sheet.getContext("2d");
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, size, size);
    pen.fillStyle = pen.strokeStyle = "#6b6b6b";
    pen.lineWidth = 2;
    draw(pen);
    map.addImage(name, pen.getImageData(0, 0, size, size));
  };
  paint("withheld", (pen) => {
    for (const shift of [-size, 0, size]) {
      pen.beginPath();
      pen.moveTo(shift, size);
      pen.lineTo(shift + size, 0);
      pen.stroke();
    }
  });
  paint("missing", (pen) => {
    pen.fillRect(2, 2, 3, 3);
    pen.fillRect(10, 10, 3, 3);
  });
  paint("nobody", () => {});
  map.setLayoutProperty("hidden", "visibility", "visible");
  map.setPaintProperty("hidden", "fill-pattern",
    ["match", ["get", facts.column], 10, "withheld", 11, "missing", "nobody"]);
}

function address(feature, facts) {
  return facts.area + "?" + new URLSearchParams({ code: feature.properties.area, version: facts.version });
}

function tell(feature, facts, words) {
  words.textContent = "";
  if (!feature) {
    words.textContent = facts.spoken.nothing;
    return;
  }
  const name = document.createElement("strong");
  name.textContent = feature.properties.name || feature.properties.area;
  const link = document.createElement("a");
  link.href = address(feature, facts);
  link.textContent = facts.spoken.open;
  words.append(name, " · ", facts.words[feature.properties[facts.column]] || "", " · ", link);
}
