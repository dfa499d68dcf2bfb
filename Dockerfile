# Built from an unpacked release archive: docker build -t adit .
# It needs nothing from the network but the base image. See docs/container.md.
FROM debian:bookworm-slim

RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/adit --shell /usr/sbin/nologin adit \
 && install -d -o adit -g adit -m 0700 /var/lib/adit /var/cache/adit \
 && install -d -m 0755 /etc/adit /opt/adit

COPY adit /opt/adit/adit
COPY plugins /opt/adit/plugins
COPY sample /opt/adit/sample
COPY licences /opt/adit/licences
COPY LICENSE sbom.cdx.json /opt/adit/

ENV ADIT_NATIVE_DIR=/var/cache/adit/native
ENV ADIT__DATA__FOLDER=/var/lib/adit
ENV ADIT__CACHE__FOLDER=/var/cache/adit

USER adit
WORKDIR /var/lib/adit
VOLUME /var/lib/adit
EXPOSE 8080
ENTRYPOINT ["/opt/adit/adit"]
CMD ["serve"]
