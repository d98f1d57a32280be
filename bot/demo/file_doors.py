"""Where an app sends a file's bytes, and where people download them."""

from urllib.parse import quote

from aiohttp import web

from bot.demo import people
from bot.demo.files import File
from bot.demo.world import World


class FileDoors:
    """The HTTP doors for bytes; they stand beside the Web API, as in Slack."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """List the addresses."""
        return [
            web.post("/upload/v1/{secret}", self.upload),
            web.get("/files-pri/{place}/{name}", self.download),
            web.get("/files-pri/{place}/download/{name}", self.download),
        ]

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes, raw or as the field `file` of a form."""
        files = self._world.workspace.files
        file = files.get(self._world.uploads.get(request.match_info["secret"], ""))
        if file is None or file.is_shared:
            return web.Response(status=404, text="no such upload")
        data = await _bytes(request)
        if len(data) != file.size:
            return web.Response(status=400, text=f"expected {file.size} bytes, got {len(data)}")
        files[file.id] = file.filled(data)
        return web.Response(text=f"OK - {len(data)}")

    async def download(self, request: web.Request) -> web.Response:
        """Give a posted file, to be kept and never to be shown as a page of this server."""
        team, _, file_id = request.match_info["place"].partition("-")
        file = self._world.workspace.files.get(file_id)
        if team != people.TEAM_ID or file is None or file.data is None:
            raise web.HTTPNotFound
        return web.Response(body=file.data, headers=_headers(file))


async def _bytes(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    field = (await request.post()).get("file")
    return field.file.read() if isinstance(field, web.FileField) else b""


def _headers(file: File) -> dict[str, str]:
    return {
        "Content-Type": file.mimetype,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
