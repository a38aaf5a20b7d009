# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of the HTTP benchmark: FastAPI answering bytes given in files, as fast as it can."""

import os

from fastapi import FastAPI, Response

HEALTH = open(os.environ["PEER_HEALTH"], "rb").read()
EMAIL = open(os.environ["PEER_EMAIL"], "rb").read()

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


@app.get("/api/health")
async def health():
    return Response(HEALTH, media_type="application/json")


@app.get("/emails/{email_id}")
async def email(email_id: str):
    return Response(EMAIL, media_type="application/json")
